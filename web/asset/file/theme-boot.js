(d=>{d.classList.add('js');try{const s=localStorage;if(s.theme)d.dataset.theme=s.theme;if(s.density)d.dataset.density=s.density}catch{}})(document.documentElement)
